"""What changes of the jets before clustering do to taggers."""
