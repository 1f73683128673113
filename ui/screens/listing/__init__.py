"""What the screens with a list of records share: chips, search, the bin, and the way back."""
