"""授权与密钥: what the office decides about its teams and its own keys; whose a laptop is."""
