"""A client written by hand as the generator would write it, for the tests of the runtime."""
