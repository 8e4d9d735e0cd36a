import {tryConnections, tryServices} from './connectivity.js';
import {tryNewPod} from './cri/new-pod.js';

const failing = results => Object.entries(results).filter(([, result]) => result !== true);

/** What does not work on a cluster that should be healthy; a fault of the lab, not of the diagnosis. */
export const problemsOfHealthy = async (lab, node) => {
	const peer = node === lab.server ? lab.agent : lab.server;
	const results = {
		...(await tryConnections(node, peer, lab.cluster)),
		...(await tryServices(node, lab.cluster)),
		...(await tryNewPod(lab, node)),
	};
	return failing(results).map(([name, why]) => `${name}: ${why}`);
};

/** What speaks against a fault: it must break what it says, and nothing else. */
export const problemsOfFault = async (lab, {breaks}) => {
	const tryAll = async () => ({
		...(await tryConnections(lab.target, lab.peer, lab.cluster)),
		...(await tryNewPod(lab, lab.target)),
	});
	const isAsExpected = tried => failing(tried).every(([name]) => breaks.includes(name));
	const first = await tryAll();
	// A busy machine may lose a packet to the timeout.
	const results = isAsExpected(first) ? first : await tryAll();
	const broken = failing(results).map(([name]) => name);
	return [
		...breaks
			.filter(name => name in results && !broken.includes(name))
			.map(name => `the fault should break ${name}, which works`),
		...broken
			.filter(name => !breaks.includes(name))
			.map(name => `the fault should not break ${name}: ${results[name]}`),
	];
};
