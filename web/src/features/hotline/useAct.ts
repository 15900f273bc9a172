import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { isStale } from '~/ui/ActProblem';
import { refresh } from './api';

/** Something done by one click or key: told when it is done, and everything is read again; then `onDone`. */
export function useAct<T = void, R = unknown>(
  send: (input: T) => Promise<R>,
  said: string,
  onDone?: (answer: R) => void,
) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    // What was sent may hold words of a citizen: it is forgotten with the page.
    gcTime: 0,
    onSuccess: async (answer) => {
      void message.success(said);
      await refresh(client);
      onDone?.(answer);
    },
    onError: (error) => (isStale(error) ? refresh(client) : undefined),
  });
}
