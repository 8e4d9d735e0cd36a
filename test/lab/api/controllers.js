import {metadata} from './metadata.js';

/** A DaemonSet with a ready pod on every node. */
export const daemonSetObject = (cluster, name, matchLabels, namespace = 'kube-system') => {
	const count = cluster.nodes.length;
	return {
		metadata: metadata(cluster, name, {namespace, generation: 1}),
		spec: {selector: {matchLabels}},
		status: {
			currentNumberScheduled: count,
			desiredNumberScheduled: count,
			numberAvailable: count,
			numberMisscheduled: 0,
			numberReady: count,
			observedGeneration: 1,
			updatedNumberScheduled: count,
		},
	};
};

/** A Deployment with all its replicas ready. */
export const deploymentObject = (cluster, name, replicas, namespace = 'kube-system') => ({
	metadata: metadata(cluster, name, {namespace, generation: 1}),
	spec: {replicas},
	status: {
		availableReplicas: replicas,
		observedGeneration: 1,
		readyReplicas: replicas,
		replicas,
		updatedReplicas: replicas,
	},
});
