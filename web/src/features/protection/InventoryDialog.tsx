import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Inventory, importInventory, refresh, type System } from './api';

/** Reads assets out of a file: at first it only tells what it would add. */
export function InventoryDialog({ system, onClose }: { system: System; onClose: () => void }) {
  const { t } = useTranslation(['protection', 'common']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [file, setFile] = useState<File>();
  const look = useMutation({ mutationFn: (chosen: File) => importInventory(system.id, chosen, false) });
  const write = useMutation({
    mutationFn: (chosen: File) => importInventory(system.id, chosen, true),
    onSuccess: async ({ fresh }) => {
      void message.success(t('protection:inventory.done', { count: fresh, number: formatNumber(fresh) }));
      onClose();
      await refresh(client);
    },
  });
  const seen = look.data;
  const take = (chosen: File | undefined) => {
    setFile(chosen);
    look.reset();
    write.reset();
    if (chosen) look.mutate(chosen);
  };
  const fresh = seen?.fresh ?? 0;
  return (
    <Modal
      open
      width={640}
      title={t('protection:inventory.open')}
      okText={
        seen
          ? t('protection:inventory.write', { count: fresh, number: formatNumber(fresh) })
          : t('protection:inventory.write_none')
      }
      okButtonProps={{ disabled: !file || fresh === 0 }}
      confirmLoading={write.isPending}
      cancelText={t('common:action.cancel')}
      onOk={() => file && write.mutate(file)}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p>{t('protection:inventory.text')}</p>
      <FilePick
        single
        label={t('protection:inventory.file')}
        accept=".json,.xml"
        files={file ? [file] : []}
        onChange={(files) => take(files[0])}
      />
      <div aria-live="polite">
        {look.isPending && <p className="cl-quiet">{t('protection:inventory.reading')}</p>}
        {seen && <Seen inventory={seen} />}
      </div>
      {look.isError && <ProblemAlert problem={look.error} onRetry={() => file && look.mutate(file)} />}
      {write.isError && <ProblemAlert problem={write.error} />}
    </Modal>
  );
}

function Seen({ inventory: { format, found, fresh, names } }: { inventory: Inventory }) {
  const { t } = useTranslation('protection');
  return (
    <>
      <p className="pr-seen">
        <strong>
          {t('inventory.found', { count: found, number: formatNumber(found), fresh: formatNumber(fresh) })}
        </strong>{' '}
        <span className="cl-quiet">{t(`inventory.format.${format}`, { defaultValue: format })}</span>
      </p>
      {fresh === 0 ? (
        <p>{t('inventory.nothing_fresh')}</p>
      ) : (
        <>
          {names.length < fresh && (
            <p className="cl-quiet">{t('inventory.first', { count: names.length })}</p>
          )}
          <ul className="pr-names">
            {names.map((name, at) => (
              <li key={`${name} ${at}`}>{name}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
