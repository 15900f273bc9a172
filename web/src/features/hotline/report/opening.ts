import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Message, type Opened, type ReportLine, reportQuery } from '../api';
import { openReport } from '../calls';

/** What was unsealed of a report: as long as the page is shown, and nowhere else. */
export interface Opening {
  content: Opened | undefined;
  /** What was said when it was opened; files are opened for the same reason. */
  reason: string | undefined;
  problem: unknown;
  busy: boolean;
  open: (reason?: string) => void;
  /** What the centre has just written, without unsealing everything again for it. */
  add: (message: Message) => void;
}

export function useOpening({ id }: Pick<ReportLine, 'id'>): Opening {
  const client = useQueryClient();
  const [state, setState] = useState<{
    content?: Opened;
    reason?: string | undefined;
    problem?: unknown;
    busy: boolean;
  }>({ busy: false });
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const open = useCallback(
    (reason?: string) => {
      setState((old) => ({ ...old, busy: true, problem: undefined }));
      openReport(id, reason).then(
        (content) => {
          if (shown.current) setState({ content, reason, busy: false });
          void client.invalidateQueries({ queryKey: reportQuery(id).queryKey });
        },
        (problem: unknown) => {
          if (shown.current) setState((old) => ({ ...old, busy: false, problem }));
        },
      );
    },
    [id, client],
  );
  const add = useCallback(
    (message: Message) =>
      setState((old) =>
        old.content
          ? { ...old, content: { ...old.content, messages: [...old.content.messages, message] } }
          : old,
      ),
    [],
  );
  const { content, reason, problem, busy } = state;
  return { content, reason, problem, busy, open, add };
}
