/** Yes or no as a row holds it: both databases, and JSON between them, carry it as a number. */
export type Flag = 0 | 1;
