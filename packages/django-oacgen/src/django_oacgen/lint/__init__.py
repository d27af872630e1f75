"""The rules of `validate_openapi`: what makes a schema say less, or other, than the code means."""
