"""What a running server shows below `/schema/`.

views      the pages; served: the documents behind them, made once
downloads  clients as zips
"""
