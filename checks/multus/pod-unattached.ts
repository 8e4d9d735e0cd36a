import {defineCheck, formatTimestamp, isAttached, listNames, podSubject} from 'rke2-netdoctor';

/** Multus writes the annotation as the last thing before the pod starts. */
const writtenWithin = 2 * 60_000;

export default defineCheck({
	id: 'multus/pod-unattached',
	title: 'The running pods of this node have the networks that they ask for',
	rationale:
		'A pod that starts while Multus is not the first in /etc/cni/net.d, such as right after a reboot, runs with the primary network alone and without any error. Multus never adds a network to a pod that runs: it stays like that until the pod is deleted.',
	when: {multus: true},
	needs: {pods: 'multus.pods', now: 'system.clock'},
	messages: {
		unattached: {
			severity: 'warning',
			text: '{pods} runs without {networks}, which it asks for: {how}',
			guide: {
				steps: [
					{text: 'kubectl -n {namespace} describe pod {pod}, and look at k8s.v1.cni.cncf.io/network-status'},
					{text: 'Look first whether Multus works now: head -3 /etc/cni/net.d/00-multus.conf*'},
					{
						text: 'kubectl -n {namespace} delete pod {pod}, so that it is started with its networks',
						changes: 'cluster',
					},
				],
				links: ['multus/how-to-use', 'rke2/multus-using'],
			},
		},
	},
	*run({pods, now}, {finding}) {
		const lacking = pods.filter(isAttached).flatMap(pod => {
			const {requests, status, phase, createdAt = 0} = pod;
			if (phase !== 'Running' || !requests.ok || status?.ok === false || now - createdAt < writtenWithin) {
				return [];
			}
			const further = (status?.value ?? []).filter(({isDefault}) => !isDefault);
			const names = new Set(further.flatMap(({name}) => [name, name.replace(/^.*\//, '')]));
			const missing = requests.value.filter(
				({namespace, name}) => !names.has(`${namespace}/${name}`) && !names.has(name),
			);
			// Old versions tell a network by the name in its configuration.
			return further.length < requests.value.length && missing.length > 0 ? [{pod, missing}] : [];
		});
		const keyOf = ({pod}: (typeof lacking)[number]): string => `${pod.namespace}/${podSubject(pod).name}`;
		for (const key of new Set(lacking.map(keyOf))) {
			const [first, ...others] = lacking.filter(entry => keyOf(entry) === key);
			if (first === undefined) {
				continue;
			}
			const {pod, missing} = first;
			const networks = listNames(missing.map(({namespace, name}) => `${namespace}/${name}`));
			const names = listNames([first, ...others].map(entry => `${entry.pod.namespace}/${entry.pod.name}`));
			const created = pod.createdAt === undefined ? '' : `, created ${formatTimestamp(pod.createdAt)}`;
			// Multus leaves this annotation on what it has started.
			const how =
				pod.status === undefined
					? 'it was started without Multus'
					: 'Multus gave it what its annotation named when it started, and adds nothing to a pod that runs';
			const has = pod.status?.ok ? pod.status.value.map(({name}) => name).join(', ') : '';
			yield finding(
				'unattached',
				{pods: names, networks, how, namespace: pod.namespace, pod: pod.name},
				podSubject(pod),
				{
					evidence: [
						{
							from: 'pods',
							excerpt: `${pod.namespace}/${pod.name}${created}\nnetworks: ${pod.annotation}\nnetwork-status: ${has || '(none)'}`,
						},
					],
				},
			);
		}
	},
});
