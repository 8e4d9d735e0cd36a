import {expect, it} from 'vitest';
import peerRouteCheck from '../../../checks/overlay/peer-route.ts';
import vxlanAddress from '../../../checks/overlay/vxlan-address.ts';
import vxlanDown from '../../../checks/overlay/vxlan-down.ts';
import vxlanMissing from '../../../checks/overlay/vxlan-missing.ts';
import {explanationsOf, orderCauses} from '../../../src/core/causes.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import type {Evidence} from '../../../src/core/evidence.ts';
import {findingsOf} from '../../../src/core/verdict.ts';
import type {Link} from '../../../src/parsers/ip-link.ts';
import {environmentOf} from '../../../src/testing.ts';
import {
	addresses,
	downLink,
	dualStack,
	dualStackNode,
	flannelV6,
	links,
	netConf,
	tablesFor,
} from '../flannel-builders.ts';

const checks = [vxlanDown, vxlanMissing, vxlanAddress, peerRouteCheck];

/** First causes, and what is folded under each, on node-2 with one peer and no route of IPv6. */
const causesWith = (devices: readonly Link[]) => {
	const values = {
		'rke2.settled': true,
		'ip.link': devices,
		'ip.route': tablesFor(1).routes,
		'ip.address': addresses,
		'kubernetes.nodes': [dualStackNode(1), dualStackNode(2)],
		'flannel.pod-cidr': {cidrs: ['10.42.2.0/24', '2001:cafe:42:2::/64'], source: 'Node'},
		'flannel.net-conf': {...netConf, enableIpv6: true},
	};
	const evidence = new Map<string, Evidence<unknown>>(
		Object.entries(values).map(([id, value]) => [id, {ok: true, value, sources: []}]),
	);
	const environment = environmentOf(dualStack);
	const outcomes = checks.map(check =>
		evaluateCheck(check, {environment, evidence, links: id => ({title: id, url: id})}),
	);
	return orderCauses(findingsOf(outcomes), outcomes, explanationsOf(checks), 'node-2').map(
		({finding, explains}) => [finding.check, explains.map(({check}) => check)],
	);
};

it.each([
	['is down', 'overlay/vxlan-down', [...links, downLink(flannelV6)]],
	['is gone', 'overlay/vxlan-missing', links],
	['has lost its address, and the routes with it', 'overlay/vxlan-address', [...links, flannelV6]],
])('a device of the second family that %s explains the route to a peer', (_, check, devices) => {
	expect(causesWith(devices)).toEqual([[check, ['overlay/peer-route']]]);
});
