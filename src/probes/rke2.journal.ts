import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {rke2Service, type Service} from './rke2.service.ts';

/** Units that should run but do not; of the two that a tarball installs, only one is enabled. */
const troubled = (services: readonly Service[]): readonly string[] =>
	services
		.filter(({loadState}) => loadState === 'loaded')
		.filter(
			({activeState, unitFileState}) =>
				activeState === 'failed' ||
				activeState === 'activating' ||
				(activeState !== 'active' && unitFileState === 'enabled'),
		)
		.map(({id}) => id);

export const rke2Journal = defineProbe({
	id: 'rke2.journal',
	summary: "the last lines of RKE2's journal since the node booted, when its service does not run",
	needs: {services: rke2Service},
	requests: ({services}) =>
		troubled(services).map(unit =>
			command('journalctl', '--no-pager', '-q', '-o', 'short-iso', '-b', '-u', unit, '-n', '200'),
		),
	parse: (replies): readonly string[] =>
		replies.flatMap(reply => textOf(reply).split('\n')).filter(line => line.trim() !== ''),
});
