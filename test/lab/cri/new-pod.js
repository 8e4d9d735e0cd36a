import {fileURLToPath} from 'node:url';
import {podObject} from '../api/pods.js';
import {makePod} from '../pods.js';
import {sandboxConfig} from './sandboxes.js';

const trier = fileURLToPath(new URL('../inside/try-pod.js', import.meta.url));
const kubeletLog = '/var/lib/rancher/rke2/agent/logs/kubelet.log';
const containerdLog = '/var/lib/rancher/rke2/agent/containerd/containerd.log';
const bin = '/var/lib/rancher/rke2/bin';

/** How often a pod must fail until it counts as one that does not start. */
const tries = 3;

const newPod = {
	...makePod({
		namespace: 'shop',
		name: 'parcel-7c9d6b5f84-tq8zl',
		labels: {app: 'parcel'},
		owner: {kind: 'ReplicaSet', name: 'parcel-7c9d6b5f84'},
		containers: [['app', 'rancher/mirrored-pause:3.10']],
	}),
	// Whichever it gets.
	address: '',
};

/** As the API shows a pod that a node has been given and that has not started. */
const pendingObject = (cluster, node) => {
	const {status, ...object} = podObject(cluster, node, newPod);
	const waiting = {waiting: {reason: 'ContainerCreating'}};
	return {
		...object,
		status: {
			phase: 'Pending',
			hostIP: status.hostIP,
			startTime: status.startTime,
			containerStatuses: status.containerStatuses.map(({name, image}) => ({
				...{name, image, imageID: '', ready: false, restartCount: 0, started: false, state: waiting},
			})),
		},
	};
};

/** `{'new-pod': true}`, or why containerd made no pod: by a real one only. The logs keep it until `forgetNewPod`. */
export const tryNewPod = async ({cluster, editObjects}, node) => {
	if (cluster.containerRuntime === undefined) {
		return {};
	}
	await editObjects('pods', pods => [...pods, pendingObject(cluster, node.description)]);
	await node.shell('[ -e /run/lab/cni ] || cp -a /var/lib/cni /run/lab/cni');
	await node.shell('[ -e "$1.kept" ] || cp "$1" "$1.kept"; [ -e "$2.size" ] || stat -c %s "$2" >"$2.size"', {
		arguments: [kubeletLog, containerdLog],
	});
	const {stdout} = await node.run([process.execPath, trier], {
		input: JSON.stringify({sandbox: sandboxConfig(cluster, newPod, false), tries}),
		timeout: 120_000,
	});
	await editObjects('pods', pods => pods.filter(({metadata: {name}}) => name !== newPod.name));
	// A bridge takes a second to say that it has no port any more.
	await new Promise(resolve => setTimeout(resolve, 1500));
	return {'new-pod': JSON.parse(stdout)};
};

/** What attempts in vain leave behind: sandboxes, and the addresses of those whose plugins are not there to give them back. */
export const forgetNewPod = async node => {
	await node.shell(
		`[ ! -e "$1.kept" ] || mv -f "$1.kept" "$1"
for id in $(${bin}/crictl --config "$3" pods -q --label io.kubernetes.pod.uid=${newPod.uid}); do
	${bin}/crictl --config "$3" rmp -f "$id" >/dev/null
done
[ ! -e "$2.size" ] || { truncate -s "$(cat "$2.size")" "$2"; rm "$2.size"; }
rm -rf /var/lib/cni/*
cp -a /run/lab/cni/. /var/lib/cni/`,
		{arguments: [kubeletLog, containerdLog, '/var/lib/rancher/rke2/agent/etc/crictl.yaml']},
	);
};
