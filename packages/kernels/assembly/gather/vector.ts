// Vector to vector by index. One loop a width: the choice is made once a call.

/** An index that stands for no row: a value of zero. */
const NONE: u32 = 0xffffffff;

function gather<T>(n: i32, indices: usize, data: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const index = load<u32>(indices + (<usize>i << 2));
    store<T>(out + <usize>i * sizeof<T>(), index == NONE ? <T>0 : load<T>(data + <usize>index * sizeof<T>()));
  }
}

function gather16(n: i32, indices: usize, data: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const index = load<u32>(indices + (<usize>i << 2));
    v128.store(out + (<usize>i << 4), index == NONE ? i64x2.splat(0) : v128.load(data + (<usize>index << 4)));
  }
}

export function gather_vector(n: i32, indices: usize, data: usize, width: i32, out: usize): void {
  switch (width) {
    case 1: gather<u8>(n, indices, data, out); break;
    case 2: gather<u16>(n, indices, data, out); break;
    case 4: gather<u32>(n, indices, data, out); break;
    case 8: gather<u64>(n, indices, data, out); break;
    case 16: gather16(n, indices, data, out); break;
    default: unreachable();
  }
}
