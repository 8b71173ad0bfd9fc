//! Without the standard library: the private input is an array of little-endian u32, say salaries; public are how many there are, the
//! least, the median, the greatest, the sum of their squares in 128 bits, and the mean as a float.
#![no_std]
#![no_main]

#[path = "../../../guest/rust/vouch.rs"]
mod vouch;

use core::fmt::Write;

const CAPACITY: usize = 4096;
static mut SALARIES: [u32; CAPACITY] = [0; CAPACITY];

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    vouch::panicked(info)
}

#[derive(Debug)]
enum Refusal {
    NotWords(usize),
    TooMany(usize),
}

fn parse(input: &[u8]) -> Result<&'static mut [u32], Refusal> {
    if input.len() % 4 != 0 || input.is_empty() {
        return Err(Refusal::NotWords(input.len()));
    }
    let count = input.len() / 4;
    // Safety: there is one thread, and this is called once.
    let all: &'static mut [u32; CAPACITY] = unsafe { &mut *core::ptr::addr_of_mut!(SALARIES) };
    let salaries = all.get_mut(..count).ok_or(Refusal::TooMany(count))?;
    for (salary, bytes) in salaries.iter_mut().zip(input.chunks_exact(4)) {
        *salary = u32::from_le_bytes(bytes.try_into().unwrap());
    }
    Ok(salaries)
}

#[no_mangle]
pub extern "C" fn _start() {
    let salaries = parse(vouch::input()).expect("the input must be 1 to 4096 words");
    salaries.sort_unstable();
    let count = salaries.len();
    let squares: u128 = salaries.iter().map(|&salary| u128::from(salary) * u128::from(salary)).sum();
    let sum: u64 = salaries.iter().map(|&salary| u64::from(salary)).sum();
    let mean = sum as f64 / count as f64;
    let _ = writeln!(vouch::Printer, "{} salaries, from {} to {}", count, salaries[0], salaries[count - 1]);
    vouch::commit(&(count as u32).to_le_bytes());
    for salary in [salaries[0], salaries[count / 2], salaries[count - 1]] {
        vouch::commit(&salary.to_le_bytes());
    }
    vouch::commit(&squares.to_le_bytes());
    vouch::commit(&mean.to_le_bytes());
}
