import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseRke2Version} from '../parsers/rke2-version.ts';

export const rke2BinaryVersion = defineProbe({
	id: 'rke2.binary-version',
	summary: 'release of the installed rke2 binary: v1.35.7+rke2r1',
	requests: () => [command('rke2', '--version')],
	parse: ([reply]) => parseRke2Version(textOf(reply)).version,
});
