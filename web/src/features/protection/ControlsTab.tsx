import './protection.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { controlsQuery, type System } from './api';
import { Checklist } from './Checklist';

/** The requirements of a system's level, how far they are met, and what is still to be done. */
export default function ControlsTab({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const found = useQuery(controlsQuery(system.id));
  if (found.isPending) return <Skeleton active />;
  // What was read before stays in sight while a later reading fails: answers may be typed into it.
  if (!found.data) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  const { regime, level } = found.data;
  if (!regime || !level)
    return <EmptyState title={t('controls.no_level')} text={t('controls.no_level_text')} />;
  return (
    <Checklist
      key={`${system.id} ${regime} ${level}`}
      system={system}
      found={found.data}
      regime={regime}
      level={level}
    />
  );
}
