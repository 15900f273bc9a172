import { useEffect, useState } from 'react';

/** The value once it has stayed the same for so long: what one types is asked for when the hands rest. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
