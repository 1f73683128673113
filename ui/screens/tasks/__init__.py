"""The office: tasks, and the laptops that may work on them."""
