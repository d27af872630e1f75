"""What templates print: frozen data whose every field is source text already."""
