import './protection.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { System } from './api';
import { WeaknessDialog } from './WeaknessDialog';
import { WeaknessTable } from './WeaknessTable';

/** Weaknesses of a system: found, due, looked at, fixed. */
export default function WeaknessesTab({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const [adding, setAdding] = useState(false);
  const add = system.may_change && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('weakness.add')}
    </Button>
  );
  return (
    <>
      {add && <div className="pr-tools">{add}</div>}
      <WeaknessTable system={system} />
      {adding && <WeaknessDialog system={system} onClose={() => setAdding(false)} />}
    </>
  );
}
