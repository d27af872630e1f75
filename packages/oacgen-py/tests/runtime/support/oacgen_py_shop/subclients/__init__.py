"""Operations of the shop."""
