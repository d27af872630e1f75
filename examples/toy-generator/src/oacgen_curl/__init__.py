"""Shell functions over curl, made of an OpenAPI document."""
