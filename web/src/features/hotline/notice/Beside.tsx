import { Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhone } from '~/ui/usePhone';
import { CitizenView } from './CitizenView';
import type { Fields } from './model';

/** The form, and beside it what citizens will read of it; one or the other on a phone. */
export function Beside({
  fields,
  publishedAt,
  children,
}: {
  fields: Fields;
  publishedAt: string | null;
  children: ReactNode;
}) {
  const { t } = useTranslation('hotline_desk');
  const phone = usePhone();
  const [side, setSide] = useState<'write' | 'read'>('write');
  return (
    <>
      {phone && (
        <Segmented
          block
          className="hd-tabs"
          aria-label={t('notice.sides')}
          value={side}
          options={[
            { value: 'write', label: t('notice.write') },
            { value: 'read', label: t('notice.read') },
          ]}
          onChange={(value) => setSide(value as 'write' | 'read')}
        />
      )}
      <div className="hd-write">
        <div hidden={phone && side === 'read'}>{children}</div>
        <aside hidden={phone && side === 'write'} aria-label={t('notice.preview')}>
          <CitizenView fields={fields} publishedAt={publishedAt} />
        </aside>
      </div>
    </>
  );
}
