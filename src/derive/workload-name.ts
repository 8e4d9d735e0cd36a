/** The letters and digits of generated names: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const generated = '[bcdfghjklmnpqrstvwxz2456789]';
const endings = [new RegExp(`-${generated}{6,10}-${generated}{5}$`), new RegExp(`-${generated}{5}$`)];

/** The name of what a pod belongs to, without what a Deployment or DaemonSet adds: `web` of `web-7d4b9c6f5d-x7k2p`. */
export const workloadName = (podName: string): string => {
	const ending = endings.find(pattern => pattern.test(podName));
	return ending === undefined ? podName : podName.replace(ending, '');
};
