import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, type FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { type Detail, refresh, type Step } from './api';
import { useRefusal } from './refusal';

/** One step of a dossier, sent with the version that was seen; who was overtaken sees the new state. */
export function useStep<T>(
  step: Step,
  form: FormInstance<T>,
  take: (fields: T) => Promise<Detail>,
  onDone: () => void,
) {
  const { t } = useTranslation('dossier');
  const client = useQueryClient();
  const { message } = App.useApp();
  const { problem, refuse, forget } = useRefusal(form);
  const send = useMutation({
    mutationFn: take,
    onMutate: forget,
    onSuccess: async (detail) => {
      void message.success(t(`done.${step}`));
      onDone();
      await refresh(client, detail);
    },
    onError: async (error) => {
      refuse(error);
      if (isProblem(error) && (error.isConflict || error.status === 409)) await refresh(client);
    },
  });
  return { send: send.mutate, working: send.isPending, problem };
}
