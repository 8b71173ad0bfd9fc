/* "I know an expression with this value": the private input is an expression of 64-bit integers, the public output its value.
   Recursive descent; the operators are a table of functions, so that calls through pointers are part of it. */
#include "vouch.h"

typedef int64_t (*Operator)(int64_t, int64_t);

static int64_t add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
static int64_t subtract(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
static int64_t multiply(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
static int64_t divide(int64_t a, int64_t b) { return a / b; }
static int64_t modulo(int64_t a, int64_t b) { return a % b; }

static const struct {
  char symbol;
  int precedence;
  Operator apply;
} operators[] = {{'+', 1, add}, {'-', 1, subtract}, {'*', 2, multiply}, {'/', 2, divide}, {'%', 2, modulo}};

static const char *at, *end;

static char next(void) {
  while (at < end && (*at == ' ' || *at == '\n')) at++;
  return at < end ? *at : 0;
}

static int64_t expression(int precedence);

static int64_t operand(void) {
  switch (next()) {
    case '(': {
      at++;
      int64_t value = expression(0);
      if (next() != ')') vouch_panic("a closing parenthesis is missing");
      at++;
      return value;
    }
    case '-':
      at++;
      return subtract(0, operand());
    case '0' ... '9': {
      uint64_t value = 0;
      while (at < end && *at >= '0' && *at <= '9') value = value * 10 + (uint64_t)(*at++ - '0');
      return (int64_t)value;
    }
    default:
      vouch_panic("an operand is missing");
  }
}

static int64_t expression(int precedence) {
  int64_t value = operand();
  for (;;) {
    size_t i = 0;
    char symbol = next();
    while (i < sizeof operators / sizeof *operators && operators[i].symbol != symbol) i++;
    if (i == sizeof operators / sizeof *operators || operators[i].precedence <= precedence) return value;
    at++;
    value = operators[i].apply(value, expression(operators[i].precedence));
  }
}

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  at = (const char *)input;
  end = at + length;
  int64_t value = expression(0);
  if (next() != 0) vouch_panic("something is left over at the end");
  commit_u64((uint64_t)value);
  return 0;
}
