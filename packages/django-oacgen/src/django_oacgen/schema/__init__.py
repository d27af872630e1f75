"""From the project's URLs and serializers to an OpenAPI document for each group.

endpoints    what the URLconf has, and whose it is (owners); groups: which of it a group takes
spectacular  drf-spectacular over all of it; autoschema: what is done better for a view
             (truth: required and null; choices, enums, component_names: names)
project      the documents (slices: the part for a group); remarks: what was said meanwhile;
             naming: back from a document to the code
"""
