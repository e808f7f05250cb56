package io.eligo.console;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Controller;

/** Controller of a console page, on nodes with the console role; {@link ConsolePageAdvice} supplies the attributes of the layout. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Controller
@ConditionalOnRole(Role.CONSOLE)
public @interface ConsolePage {}
