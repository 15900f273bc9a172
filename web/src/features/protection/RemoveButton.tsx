import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { refresh } from './api';

/** Takes something away after a second look. */
export function RemoveButton({
  verb,
  label,
  title,
  what,
  text,
  said,
  run,
  onDone,
  plain,
}: {
  verb: string;
  /** For the ear, where many such buttons stand on one page. */
  label?: string;
  title: string;
  /** What is taken away, by its name. */
  what: string;
  text?: string;
  said: string;
  run: () => Promise<unknown>;
  onDone?: () => void;
  /** In a line of a list. */
  plain?: boolean;
}) {
  const { t } = useTranslation(['protection', 'common']);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const remove = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      void message.success(said);
      onDone?.();
      await refresh(client);
    },
    onError: (error) =>
      void modal.error({ title: t('protection:remove_failed'), content: <ProblemAlert problem={error} /> }),
  });
  return (
    <Button
      danger
      {...(plain ? { size: 'small' as const, type: 'text' as const } : {})}
      loading={remove.isPending}
      aria-label={label ?? verb}
      onClick={() =>
        modal.confirm({
          title,
          content: (
            <>
              <p className="cl-break">{what}</p>
              {text && <p>{text}</p>}
            </>
          ),
          okText: verb,
          okButtonProps: { danger: true },
          cancelText: t('common:action.back'),
          onOk: () => remove.mutateAsync().catch(() => undefined),
        })
      }
    >
      {verb}
    </Button>
  );
}
