"""What a 模板包 is: loading, inheritance and validation of resources/packs."""
