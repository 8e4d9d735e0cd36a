// Judges a recorded Canal agent as if its cluster had many more nodes, its netfilter many more rules and itself many more pods;
// prints seconds.

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
const linksKeys = ['ip -j -d link show', 'ip -j -s -d link show', 'ip -j -s -d link show (second sample)'];
const sandboxesKey = 'crictl pods -o json';
const containersKey = 'crictl ps -a -o json';
const addressesKey = 'ls -l /var/lib/cni/networks/k8s-pod-network';

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

/** Pod of a number; those beyond the range of a node have its own network. */
const describePod = number => {
	const id = number.toString(16).padStart(8, '0');
	return {
		id: id.repeat(8),
		name: `shop-${number}`,
		device: `cali000${id}`,
		address: number <= 240 ? `10.42.1.${9 + number}` : undefined,
	};
};

const [peers, rules, pods] = process.argv.slice(2).map(Number);
const bundle = await readBundle(new URL('../../fixtures/nodes/canal-agent', import.meta.url).pathname);
const recorded = key => bundle.replies.get(key).reply.body;
const numbers = Array.from({length: peers}, (_, index) => index + 1);
const allPods = Array.from({length: pods}, (_, index) => describePod(index + 1));
const ownPods = allPods.filter(({address}) => address !== undefined);
const extended = (key, ...more) => JSON.stringify([...JSON.parse(recorded(key)), ...more.flat()]);
const nodes = JSON.parse(recorded(nodesKey));
const peerDescriptions = numbers.map(describePeer);
const extendedLists = (key, list, entriesOf) => {
	const body = JSON.parse(recorded(key));
	return JSON.stringify({...body, [list]: [...body[list], ...entriesOf(body[list])]});
};
const isWorkload = ({labels}) => labels['k8s-app'] === 'kube-dns';
const rule = (_, index) =>
	`[0:0] -A KUBE-SERVICES -d 10.43.${(index >> 8) & 255}.${index & 255}/32 -p tcp -m tcp --dport ${(index % 60_000) + 1} -j ACCEPT\n`;

const chainsOf = ({device}) =>
	`:cali-tw-${device} - [0:0]\n[0:0] -A cali-tw-${device} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n[0:0] -A cali-to-wl-dispatch -o ${device} -g cali-tw-${device}\n`;

const host = createOverlayHost(createReplayHost(bundle, 'scale'), {
	[nodesKey]: JSON.stringify({
		items: [...nodes.items, ...numbers.map(number => nodeOf(nodes.items[0], number))],
	}),
	[routesKey]: extended(
		routesKey,
		peerDescriptions.map(({network}) => ({
			type: 'unicast',
			dst: `${network}/24`,
			gateway: network,
			dev: 'flannel.1',
			protocol: 'boot',
			scope: 'global',
			flags: ['onlink'],
		})),
		ownPods.map(({address, device}) => ({
			type: 'unicast',
			dst: address,
			dev: device,
			table: 'main',
			protocol: 'boot',
			scope: 'link',
			flags: [],
		})),
	),
	[neighboursKey]: extended(
		neighboursKey,
		peerDescriptions.map(({network, mac}) => ({
			dst: network,
			dev: 'flannel.1',
			lladdr: mac,
			state: ['PERMANENT'],
		})),
	),
	[fdbKey]: extended(
		fdbKey,
		peerDescriptions.map(({address, mac}) => ({
			mac,
			ifname: 'flannel.1',
			dst: address,
			flags: ['self'],
			state: 'permanent',
		})),
	),
	...Object.fromEntries(
		linksKeys.map(key => {
			const veth = JSON.parse(recorded(key)).find(({ifname}) => ifname.startsWith('cali'));
			return [
				key,
				extended(
					key,
					ownPods.map(({device}, index) => ({...veth, ifname: device, ifindex: 100 + index})),
				),
			];
		}),
	),
	[sandboxesKey]: extendedLists(sandboxesKey, 'items', items => {
		const template = items.find(isWorkload);
		return allPods.map(({id, name}) => ({
			...template,
			id,
			metadata: {...template.metadata, name, uid: id},
			labels: {
				'io.kubernetes.pod.name': name,
				'io.kubernetes.pod.namespace': 'shop',
				'io.kubernetes.pod.uid': id,
			},
		}));
	}),
	[containersKey]: extendedLists(containersKey, 'containers', ([template]) =>
		allPods.map(({id, name}) => ({
			...template,
			id: id.replace('0', 'c'),
			podSandboxId: id,
			metadata: {name: 'shop', attempt: 0},
			state: 'CONTAINER_RUNNING',
			labels: {
				'io.kubernetes.container.name': 'shop',
				'io.kubernetes.pod.name': name,
				'io.kubernetes.pod.namespace': 'shop',
			},
		})),
	),
	[addressesKey]: extended(
		addressesKey,
		ownPods.map(({address}) => ({name: address, type: 'file', mode: 420, size: 70, modified: 1_795_387_268})),
	),
	[rulesKey]: recorded(rulesKey).replace(
		/COMMIT\n$/,
		`${Array.from({length: rules}, rule).join('')}${ownPods.map(chainsOf).join('')}COMMIT\n`,
	),
});
const start = performance.now();
const {causes} = await diagnose({host, catalogue, now: () => Date.now(), runId: 'scale'});
if (causes.length > 0) {
	throw new Error(`expected nothing wrong at this scale, got ${causes[0].finding.text}`);
}
console.log(((performance.now() - start) / 1000).toFixed(3));
