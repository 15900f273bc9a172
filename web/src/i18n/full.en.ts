import { bundleOf } from './index';

export default bundleOf(import.meta.glob('./en/*.json', { eager: true, import: 'default' }));
