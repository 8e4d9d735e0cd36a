import {createHash} from 'node:crypto';

/** Host side of a pod's veth pair: https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go */
export const calicoInterfaceOf = (namespace: string, pod: string): string =>
	`cali${createHash('sha1').update(`${namespace}.${pod}`).digest('hex').slice(0, 11)}`;
