import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {rke2Service, type Service} from './rke2.service.ts';

const running = (services: readonly Service[]): readonly string[] =>
	services.filter(({activeState}) => activeState === 'active').map(({id}) => id);

export const rke2Tunnels = defineProbe({
	id: 'rke2.tunnels',
	summary: "what RKE2's journal of the last quarter of an hour says of its tunnels to the servers",
	needs: {services: rke2Service},
	requests: ({services}) =>
		running(services).map(unit =>
			command(
				'journalctl',
				'--no-pager',
				'-q',
				'-o',
				'short-iso',
				'-b',
				'--since=-15min',
				'-u',
				unit,
				'-n',
				'200',
			),
		),
	parse: (replies): readonly string[] =>
		replies
			.flatMap(reply => textOf(reply).split('\n'))
			.filter(line => /v1-rke2\/connect|Stopped tunnel to /.test(line)),
});
