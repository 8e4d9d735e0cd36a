import {test} from 'vitest';
import check from '../../../checks/cilium/workload-link.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {endpoint, healthEndpoint, onCilium} from '../cilium-builders.ts';

const link = (flags: readonly string[]) =>
	linksOf({
		ifname: 'lxc8a1b2c3d4e5f',
		ifindex: 3,
		flags,
		mtu: 1500,
		operstate: 'UP',
		link_index: 2,
		link_netnsid: 1,
	});
const subject = {kind: 'Interface', name: 'lxc8a1b2c3d4e5f'} as const;

testCheck(test, check, {
	passes: {
		up: {evidence: {links: link(['UP', 'LOWER_UP']), endpoints: [endpoint()]}, environment: onCilium},
		'an endpoint that is being set up': {
			evidence: {links: link([]), endpoints: [endpoint({state: 'creating'})]},
			environment: onCilium,
		},
		'the node itself': {
			evidence: {
				links: [],
				endpoints: [endpoint({device: 'cilium_host', pod: null, labels: ['reserved:host']})],
			},
			environment: onCilium,
		},
	},
	fails: {
		down: {
			evidence: {links: link([]), endpoints: [endpoint()]},
			environment: onCilium,
			findings: [{message: 'down', subject, text: 'of the pod default/web'}],
		},
		'down inside': {
			evidence: {links: link(['UP', 'NO-CARRIER']), endpoints: [endpoint()]},
			environment: onCilium,
			findings: [{message: 'peerDown', subject}],
		},
		deleted: {
			evidence: {links: [], endpoints: [endpoint(), healthEndpoint()]},
			environment: onCilium,
			findings: [
				{message: 'missing', subject},
				{
					message: 'missing',
					subject: {kind: 'Interface', name: 'lxc_health'},
					text: "Cilium's health endpoint",
				},
			],
		},
	},
});
