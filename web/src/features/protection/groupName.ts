import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ControlGroup } from './api';
import { OWN_GROUPS } from './controls';

/** The name of a group; those beside the standard have one of ours. */
export function useGroupName(): (group: Pick<ControlGroup, 'code' | 'name'>) => string {
  const { t } = useTranslation('protection');
  return useCallback(
    ({ code, name }) =>
      (OWN_GROUPS as readonly string[]).includes(code)
        ? t(`controls.group.${code}`)
        : [code, name].filter(Boolean).join('. '),
    [t],
  );
}
