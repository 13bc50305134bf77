package io.hubbub.architecture;

import io.hubbub.HubbubApplication;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * Spring Modulith reads each package's {@code allowedDependencies} and fails on an arrow that is
 * not declared there, on the use of another module's nested package, and on cycles. {@link
 * HouseRulesTest} has the rest.
 */
class ModulesTest {

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(HubbubApplication.class).verify();
    }
}
