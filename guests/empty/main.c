/* Does nothing and succeeds: the price of a proof as such. */
int main(void) { return 0; }
