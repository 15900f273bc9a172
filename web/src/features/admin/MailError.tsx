import { useTranslation } from 'react-i18next';
import { mailCause } from './mailCause';

/** Why mail waits, and the words of the mail server for whoever looks after it. */
export function MailError({ text }: { text: string }) {
  const { t } = useTranslation('admin');
  return (
    <details>
      <summary>{t(`mail.causes.${mailCause(text)}`)}</summary>
      {t('mail.raw')}: <code className="cl-break">{text}</code>
    </details>
  );
}
