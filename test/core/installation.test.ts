import {describe, expect, it} from 'vitest';
import {type Reply, requestKey} from '../../src/core/request.ts';
import {rke2Service} from '../../src/probes/rke2.service.ts';
import {pgrep, present, rke2, units} from '../detect/node.ts';
import {diagnoseHost} from '../nodes.ts';
import {answered, hostOf} from './hosts.ts';

const summaryOf = async (replies: Readonly<Record<string, Reply>>) =>
	(await diagnoseHost(hostOf(replies))).summary;
const idle = units({'rke2-server': ['inactive', 'disabled'], 'rke2-agent': ['inactive', 'disabled']});

describe('what the report says of a machine that cannot be judged', () => {
	it.each<[string, Record<string, Reply>, string]>([
		[
			'nothing there, something left',
			{...pgrep(), 'stat /etc/rancher/rke2': present},
			'this is not an RKE2 node: neither an rke2 binary nor its unit nor its process; left over: /etc/rancher/rke2',
		],
		[
			'never started',
			{...pgrep(), ...idle, 'stat /usr/local/bin/rke2': present},
			'RKE2 is installed, but was never started here',
		],
		[
			'K3s',
			units({k3s: ['active', 'enabled', 9]}),
			'this is a K3s node, not an RKE2 node (k3s.service active)',
		],
	])('%s', async (_, replies, why) => {
		expect(await summaryOf(replies)).toMatchObject({verdict: 'undecided', exitCode: 3, undecided: [why]});
	});
});

const stoppedService = {
	[rke2Service.requests({}, {}).map(requestKey)[0] ?? '']: answered(
		'Id=rke2-server.service\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nUnitFileState=disabled\nResult=success\n',
	),
};

it('judges a node that joined once and was stopped', async () => {
	const {causes, summary} = await diagnoseHost(
		hostOf({
			...rke2,
			...idle,
			...pgrep(),
			'stat /var/lib/rancher/rke2/server': present,
			'cat /proc/uptime': answered('3000.25 11000.00'),
			...stoppedService,
		}),
	);
	expect(summary.verdict).toBe('critical');
	expect(causes.map(({finding}) => `${finding.check}#${finding.message}`)).toContain(
		'rke2/service-stopped#stopped',
	);
});
