"""The addresses of visits."""


def visit_id(key: str) -> str:
    """The id at the start of an address such as `k3f9mqtvwxz2-teplo`."""
    return key.partition("-")[0]
