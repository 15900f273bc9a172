import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { isStale } from '~/ui/ActProblem';
import { refresh } from './api';

/** Something done by one click: told when it is done, and everything is read again. */
export function useAct<T = void>(send: (input: T) => Promise<unknown>, said: string) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      void message.success(said);
      return refresh(client);
    },
    onError: (error) => (isStale(error) ? refresh(client) : undefined),
  });
}
