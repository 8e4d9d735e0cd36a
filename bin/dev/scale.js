// Judges a recorded Canal agent as if its cluster had many more nodes and its netfilter many more rules; prints seconds.

import {readBundle} from '../../dist/src/bundle/read.js';
import {catalogue} from '../../dist/src/catalogue.js';
import {diagnose} from '../../dist/src/core/diagnose.js';
import {createOverlayHost} from '../../dist/src/host/overlay.js';
import {createReplayHost} from '../../dist/src/host/replay.js';

const nodesKey = 'kubectl get --raw /api/v1/nodes';
const routesKey = 'ip -j -d route show table all';
const neighboursKey = 'ip -j -d neigh show';
const fdbKey = 'bridge -j fdb show';
const rulesKey = 'iptables-nft-save -c';

/** Address, pod range and MAC of the peer of a number; all different up to 32,000. */
const describePeer = number => {
	const [high, low] = [number >> 8, number & 255];
	const hex = value => value.toString(16).padStart(2, '0');
	return {
		address: `10.1.${high}.${low}`,
		network: `10.${100 + high}.${low}.0`,
		mac: `aa:00:00:00:${hex(high)}:${hex(low)}`,
	};
};

const nodeOf = (template, number) => {
	const {address, network, mac} = describePeer(number);
	const node = structuredClone(template);
	node.metadata.name = `peer-${number}`;
	node.metadata.annotations['flannel.alpha.coreos.com/public-ip'] = address;
	node.metadata.annotations['flannel.alpha.coreos.com/backend-data'] = JSON.stringify({VNI: 1, VtepMAC: mac});
	node.spec = {podCIDR: `${network}/24`, podCIDRs: [`${network}/24`]};
	node.status.addresses = [{type: 'InternalIP', address}];
	return node;
};

const [peers, rules] = process.argv.slice(2).map(Number);
const bundle = await readBundle(new URL('../../fixtures/nodes/canal-agent', import.meta.url).pathname);
const recorded = key => bundle.replies.get(key).reply.body;
const numbers = Array.from({length: peers}, (_, index) => index + 1);
const extended = (key, entryOf) =>
	JSON.stringify([...JSON.parse(recorded(key)), ...numbers.map(number => entryOf(describePeer(number)))]);
const nodes = JSON.parse(recorded(nodesKey));
const rule = (_, index) =>
	`[0:0] -A KUBE-SERVICES -d 10.43.${(index >> 8) & 255}.${index & 255}/32 -p tcp -m tcp --dport ${(index % 60_000) + 1} -j ACCEPT\n`;

const host = createOverlayHost(createReplayHost(bundle, 'scale'), {
	[nodesKey]: JSON.stringify({
		items: [...nodes.items, ...numbers.map(number => nodeOf(nodes.items[0], number))],
	}),
	[routesKey]: extended(routesKey, ({network}) => ({
		type: 'unicast',
		dst: `${network}/24`,
		gateway: network,
		dev: 'flannel.1',
		protocol: 'boot',
		scope: 'global',
		flags: ['onlink'],
	})),
	[neighboursKey]: extended(neighboursKey, ({network, mac}) => ({
		dst: network,
		dev: 'flannel.1',
		lladdr: mac,
		state: ['PERMANENT'],
	})),
	[fdbKey]: extended(fdbKey, ({address, mac}) => ({
		mac,
		ifname: 'flannel.1',
		dst: address,
		flags: ['self'],
		state: 'permanent',
	})),
	[rulesKey]: recorded(rulesKey).replace(
		/COMMIT\n$/,
		`${Array.from({length: rules}, rule).join('')}COMMIT\n`,
	),
});
const start = performance.now();
const {causes} = await diagnose({host, catalogue, now: () => Date.now(), runId: 'scale'});
if (causes.length > 0) {
	throw new Error(`expected nothing wrong at this scale, got ${causes[0].finding.text}`);
}
console.log(((performance.now() - start) / 1000).toFixed(3));
