import { useEffect, useState } from 'react';

/** What is being written; it follows what was asked where that changes. */
export function useDraft(asked: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState(asked);
  useEffect(() => setDraft(asked), [asked]);
  return [draft, setDraft];
}
