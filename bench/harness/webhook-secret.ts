/** The secret that the senders of the benchmark sign with. */
export const webhookSecret = 'whsec_of_the_benchmark';
