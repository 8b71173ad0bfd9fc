/** Names as `llvm-cxxfilt` and `c++filt -p` give them, but for hashes and the parameters of functions. */
import { describe, expect, test } from 'vitest';
import { demangle } from './index.ts';

const rust: readonly [string, string][] = [
  ['_ZN4core3fmt5write17h0123456789abcdefE', 'core::fmt::write'],
  [
    '_ZN53_$LT$core..fmt..Error$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE',
    '<core::fmt::Error as core::fmt::Debug>::fmt',
  ],
  ['_RNvNtCsgEmfK2I1SDS_4core3fmt5write', 'core::fmt::write'],
  ['_RNvMs2_Cs1PbGgLnHewJ_9jobserverNtB5_12HelperThread13request_token', '<jobserver::HelperThread>::request_token'],
  ['_RNvXs_C4testAhj29_NtB4_4Hash4hash', '<[u8; 41] as test::Hash>::hash'],
  ['_RINvNtC4core3mem4swapjE', 'core::mem::swap::<usize>'],
  ['_RNCNvC5guest4main0B3_', 'guest::main::{closure#0}'],
  ['_RNvNvNCNvC5guest3run010___CALLSITE4META', 'guest::run::{closure#0}::__CALLSITE::META'],
  ['_RINvC5guest3runFUKCRShlEuE', 'guest::run::<unsafe extern "C" fn(&[u8], i32)>'],
  ['_RINvC5guest3runDNtC4core4SendEL_E', 'guest::run::<dyn core::Send>'],
];

const cpp: readonly [string, string][] = [
  ['_Z3addii', 'add'],
  ['_ZN5shape6Circle4areaEv', 'shape::Circle::area'],
  ['_ZN5shape6CircleC2Ed', 'shape::Circle::Circle'],
  ['_ZN5shape6CircleD0Ev', 'shape::Circle::~Circle'],
  ['_ZNSt6vectorIiSaIiEE9push_backERKi', 'std::vector<int, std::allocator<int>>::push_back'],
  ['_ZNSt6vectorIiSaIiEEC2Ev', 'std::vector<int, std::allocator<int>>::vector'],
  ['_ZN12_GLOBAL__N_14helpEv', '(anonymous namespace)::help'],
  ['_ZZ4mainE5count', 'main::count'],
  ['_ZZ3runiENKUlvE_clEv', 'run::{lambda#1}::operator()'],
  ['_ZNK3FooeqERKS_', 'Foo::operator=='],
  ['_ZlsI1AERT_S1_i', 'operator<< <A>'],
  ['_Z5applyIPFicEA3_KcEvT_', 'apply<int (*)(char), char const [3]>'],
  ['_Z3getILi3ELb1EJicEEvv', 'get<3, true, int, char>'],
  ['_ZTV6Circle', 'vtable for Circle'],
  ['_ZThn16_N6Circle4areaEv', 'thunk to Circle::area'],
];

test.each([...rust, ...cpp])('%s', (name, expected) => {
  expect(demangle(name)).toBe(expected);
});

describe('other names stay as they are', () => {
  test.each(['main', '_start', '', '_Z', '_R', '_RNv', '_ZN', '_ZNK', 'guest/Foo#bar', '~lib/array/Array<i32>#push'])(
    '%s',
    (name) => {
      expect(demangle(name)).toBe(name);
    },
  );

  test('also broken ones, without hanging', () => {
    const all = [...rust, ...cpp].map(([name]) => name);
    for (const name of all) {
      for (let at = 0; at < name.length; at++) {
        for (const char of ['', 'E', 'S', '_', '9', 'I', 'B', 'T', '$'])
          demangle(name.slice(0, at) + char + name.slice(at + 1));
        demangle(name.slice(0, at));
      }
    }
    demangle(`_Z${'N'.repeat(5000)}`);
    demangle(`_R${'NvC'.repeat(5000)}`);
    // Every part refers to the one before it twice: 2^40 characters if it were written out.
    const doubling = Array.from({ length: 40 }, (_, i) => `ISt4pairS${i === 0 ? '_' : `${i - 1}_`}`).join('');
    demangle(`_Z3run${doubling}`);
  });
});
