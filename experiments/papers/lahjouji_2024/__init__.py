"""Lahjouji, Hlyal, Ait Bassou and el Alami (2024): a game of ship-back and donation, made right."""
