import { Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session';
import { setSingleKeys, singleKeysOn, useKeysOfPage } from './keyboard';
import { visibleMenu } from './MainMenu';

const LIST_KEYS = ['j', 'k', 'x', 'Enter', '/'] as const;

export function KeyboardHelp({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation('shell');
  const [on, setOn] = useState(singleKeysOn);
  const jumps = visibleMenu(useSession()).filter((e) => e.shortcut);
  const page = useKeysOfPage();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('help.title')} width={560}>
      <dl className="cl-keys">
        <h3>{t('help.everywhere')}</h3>
        <Row keys={t('palette.keys')} text={t('palette.open')} />
        <Row keys="?" text={t('help.title')} />
        {jumps.length > 0 && <h3>{t('help.jumps')}</h3>}
        {jumps.map((entry) => (
          <Row key={entry.to} keys={entry.shortcut ?? ''} text={t(entry.label)} />
        ))}
        {page && (
          <>
            <h3>{page.title}</h3>
            {page.keys.map(({ key, text }) => (
              <Row key={key} keys={key} text={text} />
            ))}
          </>
        )}
        <h3>{t('help.lists')}</h3>
        {LIST_KEYS.map((key) => (
          <Row key={key} keys={key} text={t(`help.list.${key === '/' ? 'slash' : key}`)} />
        ))}
      </dl>
      <Checkbox
        checked={on}
        onChange={(e) => {
          setSingleKeys(e.target.checked);
          setOn(e.target.checked);
        }}
      >
        {t('help.single_keys')}
      </Checkbox>
    </Modal>
  );
}

function Row({ keys, text }: { keys: string; text: string }) {
  return (
    <div>
      <dt>
        {keys.split(' ').map((key, at) => (
          <kbd key={at}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
