import {defineCheck, multusFileOf, restartMultusPod, thisNode} from 'rke2-netdoctor';

const shim = 'multus-shim';

/**
 * The init container runs install_multus, which writes a new file and renames it: the time is that of the copy.
 * https://github.com/k8snetworkplumbingwg/multus-cni/blob/v4.3.0/pkg/cmdutils/utils.go (CopyFileAtomic)
 *
 * Longer than an init container takes, and than clocks of a file system and of containerd differ.
 */
const tolerance = 10 * 60_000;

export default defineCheck({
	id: 'multus/shim',
	title: 'The shim of Multus is of the release of its daemon',
	rationale:
		'With thickPlugin.enabled the plugin in /opt/cni/bin is a shim that hands each new pod to the daemon. An init container of the Multus pod copies it there each time the pod starts. A shim from before the pod is that of a former release, which the copy could not replace: the directory is read-only, the file immutable, or something puts the old one back.',
	when: {multus: true},
	needs: {
		files: 'cni.configuration',
		binaries: 'cni.binaries',
		multus: 'multus.containers',
		now: 'system.clock',
	},
	messages: {
		older: {
			severity: 'warning',
			text: '/opt/cni/bin/multus-shim is {hours} {hours:hour|hours} older than the pod of its daemon, which should have replaced it: the two may be of different releases',
			guide: {
				steps: [
					{text: 'ls -l --full-time /opt/cni/bin/multus-shim; lsattr /opt/cni/bin/multus-shim'},
					{text: 'crictl logs $(crictl ps -aq --name install-multus-binary | head -1)'},
					restartMultusPod,
				],
				links: ['rke2/multus-thick', 'multus/thick-plugin'],
			},
			explains: ['multus/node-failures#daemonDown', 'cni/pod-removal#agent'],
		},
	},
	*run({files, binaries, multus: {pod}, now}, {finding, environment}) {
		const file = binaries.find(({name}) => name === shim);
		const daemon = pod?.containers.find(({name, state}) => name === 'kube-multus' && state === 'running');
		if (
			multusFileOf(files)?.mode !== 'thick' ||
			file?.modified === undefined ||
			pod === undefined ||
			daemon === undefined ||
			now - pod.createdAt < tolerance
		) {
			return;
		}
		const age = pod.createdAt - file.modified * 1000;
		if (age < tolerance) {
			return;
		}
		const node = thisNode(environment);
		const hours = Math.max(1, Math.round(age / 3_600_000));
		yield finding(
			'older',
			{hours, node: node.name},
			{kind: 'File', name: `/opt/cni/bin/${shim}`},
			{
				evidence: [{from: 'binaries', excerpt: `${shim}: modified ${hours} h before ${pod.name} started`}],
				affects: [node],
			},
		);
	},
});
