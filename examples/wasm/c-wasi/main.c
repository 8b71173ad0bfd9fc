/* Plain C with its standard library, nothing of Vouch: numbers from the standard input, one or more in a line; their count, least,
   greatest, mean and deviation to the standard output. Standard input is the private input, standard output the public output. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(void) {
  size_t count = 0, capacity = 16;
  double *numbers = malloc(capacity * sizeof *numbers);
  while (scanf("%lf", &numbers[count]) == 1) {
    if (++count < capacity) continue;
    capacity *= 2;
    numbers = realloc(numbers, capacity * sizeof *numbers);
    if (numbers == NULL) abort();
  }
  if (count == 0) {
    fprintf(stderr, "there is no number in the input\n");
    return 1;
  }
  qsort(numbers, count, sizeof *numbers, compare);
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += numbers[i];
  double mean = sum / (double)count;
  for (size_t i = 0; i < count; i++) squares += (numbers[i] - mean) * (numbers[i] - mean);
  printf("%zu numbers from %g to %g, median %g\n", count, numbers[0], numbers[count - 1], numbers[count / 2]);
  printf("mean %.4f, standard deviation %.4f\n", mean, sqrt(squares / (double)count));
  free(numbers);
  return 0;
}
