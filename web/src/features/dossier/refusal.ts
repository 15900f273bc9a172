import type { FormInstance } from 'antd';
import { useCallback, useState } from 'react';
import { useFieldErrors } from '~/ui/forms';

/** Refused fields go under their inputs; `problem` is what has no input to stand under. */
export function useRefusal<T>(form: FormInstance<T>) {
  const fieldErrors = useFieldErrors(form);
  const [problem, setProblem] = useState<unknown>();
  const refuse = useCallback(
    (error: unknown) => setProblem(fieldErrors(error) ? undefined : error),
    [fieldErrors],
  );
  return { problem, refuse, forget: useCallback(() => setProblem(undefined), []) };
}
