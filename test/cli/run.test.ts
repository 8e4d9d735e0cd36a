import {expect, it} from 'vitest';
import {runDiagnosis} from '../../src/cli/run.ts';
import {hostOf} from '../core/hosts.ts';
import {json, link, rke2} from '../detect/node.ts';
import {hostOfNode} from '../nodes.ts';

it('lets --cni decide where detection failed, before backend and device are told', async () => {
	const host = hostOf({
		...rke2,
		'ls -l /etc/cni/net.d': json([]),
		'ip -j -d link show': json([link('flannel.1', 'vxlan')]),
	});
	const {report} = await runDiagnosis({cni: 'canal'}, () => host);
	const {cni, backend, overlayDevice} = report.environment;
	expect(cni.signals).toEqual([{source: '--cni', says: '--cni canal'}]);
	expect([backend.value, overlayDevice.value]).toEqual(['vxlan', 'flannel.1']);
});

it('reports what disagrees with --cni', async () => {
	const host = await hostOfNode('canal-agent');
	const {report} = await runDiagnosis({cni: 'flannel'}, () => host);
	expect(report.environment.cni).toMatchObject({value: 'flannel', signals: [{source: '--cni'}]});
	expect(report.environment.cni.conflicts?.map(({says}) => says)).toContain(
		'/etc/cni/net.d/10-canal.conflist',
	);
});
