import { App, Button, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { formatDate } from '~/ui/format';

/** A link that is shown once: to be copied and handed over before the dialog is closed. */
export function OneTimeLink({
  link,
  name,
  onClose,
}: {
  link: Schema<'InvitationLink'> | undefined;
  name: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const { message } = App.useApp();
  async function copy(url: string) {
    try {
      await navigator.clipboard.writeText(url);
      void message.success(t('link.copied'));
    } catch {
      // No clipboard outside of a secure context: the text stays selectable.
      void message.info(t('link.copy_by_hand'));
    }
  }
  return (
    <Modal
      open={link !== undefined}
      title={t('link.title', { name })}
      footer={<Button onClick={onClose}>{t('link.done')}</Button>}
      onCancel={onClose}
      mask={{ closable: false }}
      keyboard={false}
      destroyOnHidden
    >
      {link && (
        <>
          <p>{t('link.text', { date: formatDate(link.expires_at) })}</p>
          <Input.TextArea
            readOnly
            autoSize
            value={link.url}
            aria-label={t('link.label')}
            onFocus={(e) => e.target.select()}
          />
          <div className="cl-row-actions">
            <Button type="primary" onClick={() => void copy(link.url)}>
              {t('link.copy')}
            </Button>
          </div>
          <p className="cl-help">{t('link.warning')}</p>
        </>
      )}
    </Modal>
  );
}
