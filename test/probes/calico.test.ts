import {describe, expect, it} from 'vitest';
import {calicoFiles} from '../../src/probes/calico.files.ts';
import {calicoInstallation} from '../../src/probes/calico.installation.ts';
import {probed} from './run-probe.ts';

describe('calico.files', () => {
	it('gives the name and the MTU that calico-node wrote', () => {
		expect(
			probed(calicoFiles, {
				'cat /var/lib/calico/nodename': 'node-2\n',
				'cat /var/lib/calico/mtu': '1450',
			}),
		).toEqual({nodeName: 'node-2', mtu: 1450});
	});

	it('believes no MTU that is none', () => {
		expect(probed(calicoFiles, {'cat /var/lib/calico/mtu': '0'})).toEqual({});
	});
});

it('tells an Installation that does not exist from one that cannot be read', () => {
	expect(probed(calicoInstallation, {})).toEqual({});
	expect(() =>
		probed(calicoInstallation, {
			'kubectl get --raw /apis/operator.tigera.io/v1/installations/default': {
				status: 'unanswered',
				reason: 'denied',
				detail: 'forbidden',
			},
		}),
	).toThrow('forbidden');
});
