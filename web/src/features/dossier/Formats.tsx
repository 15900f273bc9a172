import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '~/ui/ProblemAlert';

/** A document in one of several formats; a format that cannot be written says why at its place. */
export function Formats({
  name,
  formats,
  get,
  small,
}: {
  name: string;
  formats: readonly string[];
  get: (format: string) => Promise<void>;
  small?: boolean;
}) {
  const { t } = useTranslation('dossier');
  const load = useMutation({ mutationFn: get });
  return (
    <>
      <span className="ds-formats">
        {formats.map((format) => (
          <Button
            key={format}
            size={small ? 'small' : 'middle'}
            aria-label={t('letters.as', { name, format: format.toUpperCase() })}
            loading={load.isPending && load.variables === format}
            disabled={load.isPending && load.variables !== format}
            onClick={() => load.mutate(format)}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </span>
      {load.isError && (
        <div className="ds-row-problem">
          <ProblemAlert problem={load.error} />
        </div>
      )}
    </>
  );
}
